/** Reads the documentation of a rule from the first comment of its file. */

export interface RuleDocumentation {
  /** The first sentence. */
  readonly title: string;
  /** Markdown after the title, without the examples. */
  readonly text: string;
  readonly bad: readonly Example[];
  readonly good: readonly Example[];
}

interface Example {
  readonly language: string;
  readonly text: string;
}

export function ruleDocumentation(source: string): RuleDocumentation {
  const comment = /^\/\*\*\n([\s\S]*?)\n \*\//.exec(source)?.[1] ?? '';
  const markdown = comment.replaceAll(/^ \* ?/gm, '').replaceAll('*\\/', '*/');
  const [title = '', ...rest] = markdown.split('\n\n');
  const bad: Example[] = [];
  const good: Example[] = [];
  const text = rest
    .join('\n\n')
    .replaceAll(/^(Bad|Good):\n```(\w+)\n([\s\S]*?)\n```\n?/gm, (_, kind, language, example) => {
      (kind === 'Bad' ? bad : good).push({ language, text: `${example}\n` });
      return '';
    });
  return { title: title.replaceAll('\n', ' '), text: text.trim(), bad, good };
}
