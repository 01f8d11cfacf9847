/** Functions in an object that a constructor is given: it keeps them, and they are called for what happens later. */
import type { CallNode, NewNode, Node } from './ast.ts';
import { enclosingFunction, isFunction, keyName } from './ast.ts';

/** Of Node and of the web. What `start` and `construct` do is done at once. */
const streams =
  /^(?:stream\.(?:Duplex|Readable|Transform|Writable)|(?:global|stream\/web)\.(?:Readable|Transform|Writable)Stream)$/;
const streamMethods = /^(?:final|flush|pull|read|transform|write|writev)$/;
/** Happens again and again while a service runs, as `onStart`, `onReady` and `onLoad` do not. */
const eventMethods =
  /^(?:on|handle)(?:Auth\w*|Call|Command|Connect|Connection|Data|Event|Job|MailFrom|Message|Packet|Publish|Query|RcptTo|Request|Subscribe|Upgrade)$/;

export interface ConstructedCallback {
  readonly node: Node;
  /** For people. */
  readonly label: string;
}

/** @param key origin of what is constructed */
export function constructedCallbacks(
  call: CallNode | NewNode,
  key: string | null,
): ConstructedCallback[] {
  if (call.type !== 'NewExpression') return [];
  // One that lives as long as the module; what is piped through another one may be the start-up's.
  const isStream =
    key !== null &&
    streams.test(key) &&
    call.parent?.type === 'VariableDeclarator' &&
    enclosingFunction(call) === null;
  return call.arguments.flatMap((given): ConstructedCallback[] =>
    given.type === 'ObjectExpression'
      ? given.properties.flatMap((property): ConstructedCallback[] => {
          const name = keyName(property);
          if (property.type !== 'Property' || name === null || !isFunction(property.value))
            return [];
          if (isStream && streamMethods.test(name))
            return [{ node: property.value, label: `${name} of a stream` }];
          return eventMethods.test(name) ? [{ node: property.value, label: name }] : [];
        })
      : [],
  );
}
