#!/usr/bin/env node
/** The `loopscope-server` command. */
import { startServer } from './start.ts';

startServer();
