// S32, fixed: the same work on libuv's threads.
import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { iterations, keyLength, serveSignIn } from './sign-in.js';

const stretch = promisify(pbkdf2);

async function derive(password, salt) {
  return await stretch(password, salt, iterations, keyLength, 'sha512');
}

serveSignIn(derive);
