/** What a file is for, by its name and by what it uses: only code of the service itself is on the event loop of a service. */

export type FileRole = 'service' | 'test' | 'browser' | 'script' | 'build' | 'generated';

const testName = /(?:^|[./_-])(?:test|spec|e2e|bench)\.[cm]?[jt]sx?$/;
const testFolder =
  /(?:^|\/)(?:(?:[\w.-]+[.-])?tests?|__tests__|__mocks__|specs?|e2e|cypress|benchmarks?|bench|fixtures)\//;
const buildName =
  /(?:^|\/)(?:[\w.-]+\.config|gulpfile|gruntfile|rollup\.\w+|webpack[\w.-]*|karma\.conf|\.\w+rc)\.[cm]?[jt]s$/i;
/** Also what shows how a package is used, and its command line. */
const scriptFolder =
  /(?:^|\/)(?:scripts?|bin|cli|tools?|build|migrations?|seeds?|examples?|samples?|demos?)\/|(?:^|\/)(?:(?:[\w-]+-)?scripts?|cli|examples?|demo|sample(?:[-_A-Z]\w*)?)\.[cm]?[jt]s$/;
const generated =
  /(?:^|\/)(?:(?:[\w.]+-)?dist|build|built|out|coverage|vendor|\.next|\.nuxt|generated)\/|\.min\.[cm]?js$|(?:^|\/)assets\/[\w.]+-[\w-]{8}\.js$/;

/** What is served to pages, or made into what is. */
const browserFolder = /(?:^|\/)(?:browser|frontend|wwwroot|public)\//;

/** @param path relative to the folder that was asked for: what lies around that says nothing */
export function fileRole(path: string, hasShebang: boolean): FileRole {
  if (generated.test(path)) return 'generated';
  if (testName.test(path) || testFolder.test(path)) return 'test';
  if (buildName.test(path)) return 'build';
  if (browserFolder.test(path)) return 'browser';
  return hasShebang || scriptFolder.test(path) ? 'script' : 'service';
}
