/** Attaches to a target: opens the endpoint, connects, verifies who answers, installs the agent. */
