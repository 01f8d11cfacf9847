// Import it in a program that startChild starts: it ends with its standard input, and after an hour at the latest.
process.stdin.on('end', () => process.exit()).resume();
setTimeout(() => process.exit(), 3_600_000);
