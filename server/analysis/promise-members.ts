/** What the types of a file say gives a promise when it is called, for those who import the types. */
import type { Node } from './ast.ts';
import { annotatedTypes } from './promise-types.ts';
import type { SourceFile } from './source-file.ts';

/** @returns paths as origins spell them: `.Repository#save`, `.Handler#` for a type of functions, `.load` */
export function promiseMembers(file: SourceFile): string[] {
  const types = annotatedTypes(file);
  const found = new Map<string, boolean>();
  /** Of several overloads each has to give one. */
  const add = (path: string, type: Node): void => {
    found.set(path, types.returnsPromise(type) && found.get(path) !== false);
  };
  const addSignatures = (name: string, members: readonly Node[]): void => {
    for (const member of members) {
      const isMethod = member.type === 'TSMethodSignature';
      if (!isMethod && member.type !== 'TSPropertySignature') continue;
      const type = isMethod ? member : member.typeAnnotation?.typeAnnotation;
      if (member.key.type === 'Identifier' && type) add(`.${name}#${member.key.name}`, type);
    }
  };
  for (const { id, body } of file.nodes('TSInterfaceDeclaration'))
    addSignatures(id.name, body.body);
  for (const { id, typeAnnotation } of file.nodes('TSTypeAliasDeclaration'))
    if (typeAnnotation.type === 'TSTypeLiteral') addSignatures(id.name, typeAnnotation.members);
    else add(`.${id.name}#`, typeAnnotation);
  for (const declared of file.nodes('TSDeclareFunction'))
    if (declared.id) add(`.${declared.id.name}`, declared);
  for (const { id, body } of file.nodes('ClassDeclaration'))
    for (const member of body.body)
      if (id && member.type === 'TSAbstractMethodDefinition' && member.key.type === 'Identifier')
        add(`.${id.name}#${member.key.name}`, member.value);
  return [...found].filter(([, gives]) => gives).map(([path]) => path);
}
