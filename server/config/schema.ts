/** The JSON schema of `loopscope.config.json`, which the editor completes and checks by. The build writes it. */
import { rules } from '../rules/index.ts';
import { configuredLevels } from './config.ts';

const globs = (description: string) => ({
  description,
  type: 'array',
  items: { type: 'string' },
});

export function configSchema(): object {
  const groups = [...new Set(rules.map(({ id }) => id.slice(0, id.indexOf('/'))))];
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Loopscope configuration',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      rules: { $ref: '#/definitions/levels' },
      overrides: {
        description: 'Other levels for some files; of several that match, the last one wins.',
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['files', 'rules'],
          properties: {
            files: globs('Globs relative to the folder of this file.'),
            rules: { $ref: '#/definitions/levels' },
          },
        },
      },
      ignore: globs('Files that are not linted.'),
      stable: globs('Files whose exports keep their signatures: no fix makes them async.'),
      blocking: {
        description:
          'Blocking functions of your own or of packages, as `module.export`, with what replaces them, or null.',
        type: 'object',
        additionalProperties: { type: ['string', 'null'] },
      },
    },
    definitions: {
      level: { enum: configuredLevels },
      levels: {
        description: 'Levels by rule, by group, or by `*` for all.',
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries([
          ['*', { $ref: '#/definitions/level', description: 'All rules' }],
          ...groups.map((group) => [
            group,
            { $ref: '#/definitions/level', description: `All rules of ${group}` },
          ]),
          ...rules.map(({ id, level, summary }) => [
            id,
            { $ref: '#/definitions/level', description: summary, default: level },
          ]),
        ]),
      },
    },
  };
}
