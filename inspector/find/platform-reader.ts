/** Chooses how to read the processes of this machine. */
import { UserError } from '../base/user-error.ts';
import { darwinReader } from './darwin-reader.ts';
import { linuxReader } from './linux-reader.ts';
import type { PlatformReader } from './system-process.ts';
import { windowsReader } from './windows-reader.ts';

export function platformReader(platform: NodeJS.Platform = process.platform): PlatformReader {
  switch (platform) {
    case 'linux':
    case 'android':
      return linuxReader;
    case 'darwin':
      return darwinReader;
    case 'win32':
      return windowsReader;
    default:
      throw new UserError(
        'usage',
        `Processes cannot be listed on ${platform}. Attach to host:port of an open inspector instead.`,
      );
  }
}
