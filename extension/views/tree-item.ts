/** Turns a row into what a tree shows. */
import * as vscode from 'vscode';
import type { ItemKind } from '../ids.ts';
import type { Row, RowIcon } from '../presentation/row.ts';

export interface ItemOptions {
  /** Stable, so that selection and expansion survive a refresh. */
  readonly id: string;
  readonly kind: ItemKind;
  readonly collapsible?: vscode.TreeItemCollapsibleState;
  readonly command?: vscode.Command;
}

export function treeItem(row: Row, { id, kind, collapsible, command }: ItemOptions) {
  const item = new vscode.TreeItem(row.label, collapsible);
  item.id = id;
  item.contextValue = kind;
  item.description = row.description;
  item.iconPath = themeIcon(row.icon);
  item.accessibilityInformation = { label: row.spoken };
  if (command) item.command = command;
  return item;
}

function themeIcon({ id, color }: RowIcon): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** Markdown that holds text of a target: neither commands nor HTML nor icons. */
export function untrustedMarkdown(text: string): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(text, false);
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  return markdown;
}
