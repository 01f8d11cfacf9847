/** What a row of a tree shows, without naming `vscode`: the views turn it into a `TreeItem`. */

export interface RowIcon {
  /** Name of a product icon. */
  readonly id: string;
  /** Id of a theme colour; the foreground when absent. */
  readonly color?: string;
}

export interface Row {
  readonly label: string;
  readonly description: string;
  readonly icon: RowIcon;
  /** What a screen reader says instead of label and description. */
  readonly spoken: string;
}

/** Joins what is there with the separator that VS Code uses itself. */
export function joined(parts: readonly (string | null | undefined | false)[]): string {
  return parts.filter(Boolean).join(' · ');
}
