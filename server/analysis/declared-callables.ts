/** What a file declares by types only, and can be called: members of interfaces, types of functions, overloads. */
import type { Node } from './ast.ts';
import { keyName } from './ast.ts';
import type { SourceFile } from './source-file.ts';

type Declared = readonly [path: string, type: Node];

/** @returns types by path as origins spell them: `.Repository#save`, `.Handler#` for a type of functions, `.load` */
export function declaredCallables(file: SourceFile): Declared[] {
  const declared: Declared[] = [];
  const addMembers = (owner: string, members: readonly Node[]): void => {
    for (const member of members) {
      const isMethod = member.type === 'TSMethodSignature';
      if (!isMethod && member.type !== 'TSPropertySignature') continue;
      const type = isMethod ? member : member.typeAnnotation?.typeAnnotation;
      const key = keyName(member);
      if (key !== null && type) declared.push([`.${owner}#${key}`, type]);
    }
  };
  for (const { id, body } of file.nodes('TSInterfaceDeclaration')) addMembers(id.name, body.body);
  for (const { id, typeAnnotation } of file.nodes('TSTypeAliasDeclaration'))
    if (typeAnnotation.type === 'TSTypeLiteral') addMembers(id.name, typeAnnotation.members);
    else declared.push([`.${id.name}#`, typeAnnotation]);
  for (const one of file.nodes('TSDeclareFunction'))
    if (one.id) declared.push([`.${one.id.name}`, one]);
  for (const { id, body } of file.nodes('ClassDeclaration'))
    for (const member of body.body)
      if (id && member.type === 'TSAbstractMethodDefinition' && member.key.type === 'Identifier')
        declared.push([`.${id.name}#${member.key.name}`, member.value]);
  return declared;
}
