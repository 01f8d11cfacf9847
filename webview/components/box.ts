/** `box({ left: '10%' })` in an element of a template: positions it by script, as style attributes are not allowed. */
import { noChange } from 'lit-html';
import {
  Directive,
  directive,
  type ElementPart,
  type PartInfo,
  PartType,
} from 'lit-html/directive.js';

export interface Box {
  readonly left?: string;
  readonly top?: string;
  readonly width?: string;
  readonly height?: string;
}

class BoxDirective extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('box() belongs into a tag');
  }

  override render(_box: Box): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [box]: [Box]): typeof noChange {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(box)) style.setProperty(name, value);
    return noChange;
  }
}

export const box = directive(BoxDirective);
