// Types of the virtual module that scripts/agent-bundle.mjs serves to esbuild and to vitest.
declare module 'loopscope:agent' {
  /** A JavaScript expression; evaluated in the target it yields the agent's `install` function. */
  const source: string;
  export default source;
}
