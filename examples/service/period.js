// How often background jobs run.

/** The period of a background job in milliseconds. Tests shorten it, as nobody waits for the night. */
export const periodMs = (usual) => Number(process.env.EXAMPLE_PERIOD_MS ?? usual);
