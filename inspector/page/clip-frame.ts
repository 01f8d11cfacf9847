/** Frames with bounded text. */
import type { Frame } from '../../protocol/frame.ts';
import type { Location } from '../../protocol/location.ts';
import { clipText, mostOfName, mostOfPath } from './clip-text.ts';

export function clipFrame(frame: Frame): Frame {
  const { generated } = frame;
  return {
    ...frame,
    ...clipLocation(frame),
    function: clipText(frame.function, mostOfName),
    generated: generated && clipLocation(generated),
  };
}

export function clipLocation({ file, line, column }: Location): Location {
  return { file: clipText(file, mostOfPath), line, column };
}
