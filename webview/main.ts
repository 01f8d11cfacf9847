/** The page: finds its host, and draws what comes, at most once a frame. */
import { render } from 'lit-html';
import { Icicle } from './components/icicle.ts';
import { watchTheme } from './components/theme.ts';
import { TimeChart } from './components/time-chart.ts';
import { VirtualRows } from './components/virtual-rows.ts';
import { reportHost } from './host/report-host.ts';
import { SocketHost } from './host/socket-host.ts';
import { vscodeHost } from './host/vscode-host.ts';
import { Page } from './page.ts';
import { Drawing } from './state/drawing.ts';
import { Store } from './state/store.ts';
import { adoptStyles } from './style/adopt-styles.ts';
import { app } from './views/app.ts';

adoptStyles();
watchTheme();
customElements.define('ls-time-chart', TimeChart);
customElements.define('ls-icicle', Icicle);
customElements.define('ls-rows', VirtualRows);

const drawing = new Drawing(() => render(app(page), document.body));
const store = new Store(vscodeHost() ?? reportHost() ?? new SocketHost(), () => drawing.request());
const page = new Page(store);
drawing.start(store);
