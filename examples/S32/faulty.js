// S32: every sign-in stretches a password on the event loop.
import { pbkdf2Sync } from 'node:crypto';
import { iterations, keyLength, serveSignIn } from './sign-in.js';

async function derive(password, salt) {
  // The fault: it is slow by design, and a morning brings many sign-ins.
  return pbkdf2Sync(password, salt, iterations, keyLength, 'sha512'); // fault: S32
}

serveSignIn(derive);
