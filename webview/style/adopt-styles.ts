/** The page's styles, as style sheet objects: a policy without inline styles allows these, and only script makes them. */
import uplot from 'uplot/dist/uPlot.min.css';
import charts from './charts.css';
import controls from './controls.css';
import layout from './layout.css';
import tasks from './tasks.css';
import theme from './theme.css';

export function adoptStyles(): void {
  document.adoptedStyleSheets = [theme, uplot, controls, layout, charts, tasks].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
}
