import { expect, test } from 'vitest';
import { codeBlock, escapeIcons, escapeMarkdown, notificationText, oneLine } from './plain-text.ts';

test('one line holds neither line breaks nor characters that reorder or hide text', () => {
  expect(oneLine('a\r\n\u001b[31mb\u202ec\u200bd')).toBe('a [31mb c d');
});

test('one line is cut, with a sign that it was', () => {
  expect(oneLine('x'.repeat(1_000_000), 10)).toBe('xxxxxxxxx…');
});

test('Markdown of a target stands for itself', () => {
  const hostile = '[x](command:quit) <img src=a> $(zap) https://a.b `c` **d**';
  expect(escapeMarkdown(hostile)).toBe(
    String.raw`\[x\]\(command\:quit\) \<img src\=a\> \$\(zap\) https\:\/\/a\.b \`c\` \*\*d\*\*`,
  );
});

test('a code block cannot be ended from inside', () => {
  expect(codeBlock(['a', '```', '[x](command:quit)'])).toBe(
    '````text\na\n```\n[x](command:quit)\n````',
  );
  expect(codeBlock(['a\n```\nb'])).toBe('````text\na ``` b\n````');
});

test('quick picks do not draw icons of a target', () => {
  expect(escapeIcons('$(sync~spin) x')).toBe(String.raw`\$(sync~spin) x`);
});

test('a notification holds no link of a target', () => {
  expect(notificationText('held by [node](command:quit)')).toBe('held by [node] (command:quit)');
});
