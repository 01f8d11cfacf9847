import { expect, test } from 'vitest';
import { Project } from './project.ts';

test('types name what gives a promise, and overloads only where each does', () => {
  const project = new Project('/');
  expect(
    project.set(
      '/types.ts',
      `
      export interface Store {
        save(text: string): Promise<void>;
        readonly load: (id: string) => Promise<string>;
        size(): number;
        find(id: string): Promise<string>;
        find(id: string, done: (text: string) => void): void;
      }
      export type Handler = (id: string) => Promise<void>;
      export type Visitor = (id: string) => void;
      export abstract class Repository {
        abstract get(id: string): Promise<string>;
        abstract has(id: string): boolean;
      }
      export declare function connect(): Promise<void>;
      `,
    ),
  ).toBeNull();
  expect(project.summaryOf('/types.ts')?.promiseMembers).toEqual([
    '.Store#save',
    '.Store#load',
    '.Handler#',
    '.connect',
    '.Repository#get',
  ]);
});
