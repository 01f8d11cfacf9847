// Healthy: reads its configuration synchronously before it serves, when nobody waits for it.
import { readFileSync } from 'node:fs';
import { serve } from '../service/serve.js';

const config = JSON.parse(readFileSync(new URL('./config.json', import.meta.url), 'utf8'));

function greet({ language }) {
  const greeting = config.greetings[language] ?? config.greetings[config.defaultLanguage];
  return { greeting };
}

serve({
  routes: { 'GET /greeting': async (query) => greet(query) },
  clients: [{ path: '/greeting?language=de', everyMs: 200 }],
});
