/** Calls that wait for another machine: where their address and their options are, by origin key. */
import type { CallNode, Node } from './ast.ts';
import { argument, isFunction, propertyOf, stringValue, unwrapped } from './ast.ts';
import { optionsObject } from './call-options.ts';
import type { SourceFile } from './source-file.ts';
import { constantBehind } from './variables.ts';

export interface RemoteCall {
  /** For people: `fetch`, `https.get`. */
  readonly name: string;
  /** Where options go; they may be there already. */
  readonly optionsAt: number;
  /** Options any of which bounds the wait. */
  readonly bounds: RegExp;
  /** The address is one of the options. */
  readonly isAddressInOptions?: boolean;
}

const fetchBounds = /^(?:signal|timeout|dispatcher|agent)$/;
const undiciBounds = /^(?:signal|headersTimeout|bodyTimeout|dispatcher)$/;
const axiosBounds = /^(?:timeout|signal|cancelToken)$/;
const httpBounds = /^(?:timeout|signal)$/;

/** @param key of the callee */
export function remoteCallOf(call: CallNode, key: string): RemoteCall | null {
  if (/^(?:global|undici)\.fetch$|^(?:node-fetch|cross-fetch|cross-fetch\.fetch)$/.test(key))
    return { name: 'fetch', optionsAt: 1, bounds: fetchBounds };
  const own = /^undici\.(?:Pool|Client|Agent)#(request|stream|pipeline)$/.exec(key);
  if (own)
    return {
      name: `undici.${own[1]}`,
      optionsAt: 0,
      bounds: undiciBounds,
      isAddressInOptions: true,
    };
  const undici = /^undici\.(request|stream|pipeline)$/.exec(key);
  if (undici) return { name: `undici.${undici[1]}`, optionsAt: 1, bounds: undiciBounds };
  const http = /^(https?)\.(get|request)$/.exec(key);
  if (http) {
    const [first] = call.arguments;
    const isInOptions = first?.type === 'ObjectExpression';
    return {
      name: key,
      optionsAt: isInOptions ? 0 : 1,
      bounds: httpBounds,
      isAddressInOptions: isInOptions,
    };
  }
  const axios = /^axios(?:\.create\(\))?(?:\.(\w+))?$/.exec(key);
  if (axios) return ofAxios(call, axios[1]);
  if (/^got(?:\.got)?(?:\.extend\(\))?(?:\.(?:get|post|put|patch|delete|head))?$/.test(key))
    return { name: 'got', optionsAt: 1, bounds: /^(?:timeout|signal|agent)$/ };
  return null;
}

function ofAxios(call: CallNode, method: string | undefined): RemoteCall | null {
  const name = method ? `axios.${method}` : 'axios';
  if (method === undefined || method === 'request') {
    const isInOptions = call.arguments[0]?.type === 'ObjectExpression';
    return {
      name,
      optionsAt: isInOptions ? 0 : 1,
      bounds: axiosBounds,
      isAddressInOptions: isInOptions,
    };
  }
  if (/^(?:get|delete|head|options)$/.test(method))
    return { name, optionsAt: 1, bounds: axiosBounds };
  return /^(?:post|put|patch)$/.test(method) ? { name, optionsAt: 2, bounds: axiosBounds } : null;
}

/** What is passed as options: a callback in their place is none. */
export function optionsOf(call: CallNode, { optionsAt }: RemoteCall): Node | null {
  const options = argument(call, optionsAt);
  return options && isFunction(options) ? null : options;
}

/** How the address begins, as far as it is written out: `https://api.example.com/`; `null` when it is not. */
export function addressOf(file: SourceFile, call: CallNode, remote: RemoteCall): string | null {
  if (!remote.isAddressInOptions) {
    const address = beginningOf(file, argument(call, 0));
    const isPath = address !== null && isRelativeAddress(address);
    return isPath ? (beginningOf(file, baseOf(file, call)) ?? address) : address;
  }
  const options = optionsObject(file, optionsOf(call, remote));
  if (propertyOf(options, 'socketPath')) return 'http://localhost/';
  const host = beginningOf(file, propertyOf(options, 'hostname') ?? propertyOf(options, 'host'));
  if (host !== null) return `http://${host}/`;
  const url = beginningOf(file, propertyOf(options, 'url'));
  return url ?? beginningOf(file, propertyOf(options, 'baseURL'));
}

/** The `baseURL` of the axios instance that a call is made on. */
function baseOf(file: SourceFile, { callee }: CallNode): Node | null {
  const instance = callee.type === 'MemberExpression' ? unwrapped(callee.object) : callee;
  const created = constantBehind(file, instance);
  return created?.type === 'CallExpression'
    ? propertyOf(optionsObject(file, argument(created, 0)), 'baseURL')
    : null;
}

function beginningOf(file: SourceFile, node: Node | null | undefined): string | null {
  if (!node) return null;
  const value = unwrapped(node);
  const text = stringValue(value);
  if (text !== null) return text;
  switch (value.type) {
    case 'TemplateLiteral': {
      const first = value.quasis[0]?.value.cooked ?? '';
      return first === '' ? beginningOf(file, value.expressions[0]) : first;
    }
    case 'BinaryExpression':
      return value.operator === '+' ? beginningOf(file, value.left) : null;
    case 'Identifier': {
      const constant = constantBehind(file, value);
      return constant ? beginningOf(file, constant) : null;
    }
    case 'NewExpression':
      if (value.callee.type !== 'Identifier') return null;
      if (value.callee.name === 'URL')
        return beginningOf(file, value.arguments[1] ?? value.arguments[0]);
      return value.callee.name === 'Request' ? beginningOf(file, value.arguments[0]) : null;
    default:
      return null;
  }
}

export const isLocalAddress = (address: string): boolean =>
  /^(?:\w+:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|0\.0\.0\.0)(?:[:/]|$)/.test(address);

/** Relative: in a browser, to the server that the page came from. */
export const isRelativeAddress = (address: string): boolean => /^\.{0,2}\//.test(address);
