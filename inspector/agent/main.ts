// Placeholder until the agent is written.
export function install(): void {}
