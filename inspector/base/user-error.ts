/** Errors that are meant for the user: one line that says what happened and what to do next. */

/**
 * `usage`: the request itself is wrong. `unreachable`: the target cannot be reached or is not Node.
 * `refused`: going on would cost or harm more than was allowed. `lost`: the target went away on the way.
 * `cancelled`: the user stopped it.
 */
export type UserErrorKind = 'usage' | 'unreachable' | 'refused' | 'lost' | 'cancelled';

/** An error whose message can be shown as it is; anything else that is thrown is a defect of ours. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly kind: UserErrorKind;

  constructor(kind: UserErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
