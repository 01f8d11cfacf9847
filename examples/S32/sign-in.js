// Sign-in: the password of an account, stretched as it should be.
import { timingSafeEqual } from 'node:crypto';
import { Refused } from '../service/handle-request.js';
import { serve } from '../service/serve.js';

/** Of PBKDF2, for SHA-512. */
export const iterations = 600_000;
export const keyLength = 64;

export function serveSignIn(derive) {
  const salts = new Map();
  const keys = new Map();

  async function register({ name, password }) {
    const salt = `${name}-${salts.size}`;
    keys.set(name, await derive(password, salt));
    salts.set(name, salt);
    return { name };
  }

  async function verify(name, password) {
    const salt = salts.get(name);
    return salt !== undefined && timingSafeEqual(await derive(password, salt), keys.get(name));
  }

  async function signIn({ name, password }) {
    if (!(await verify(name, password))) throw new Refused(401, 'wrong name or password');
    return { name, signedIn: true };
  }

  serve({
    routes: { 'POST /accounts': register, 'POST /sessions': signIn },
    clients: [
      { path: '/accounts?name=ada&password=difference', method: 'POST', everyMs: 60_000 },
      {
        path: '/sessions?name=ada&password=difference',
        method: 'POST',
        everyMs: 600,
        firstMs: 1000,
      },
    ],
  });
}
