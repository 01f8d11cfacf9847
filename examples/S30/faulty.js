// S30: several promises for each of 2,000,000 clicks a second, and their results are kept. The collector cannot keep up.
import { serveScores, weightOf } from './click-stream.js';

/** Roughly 200 MB: then the older half goes, as after the nightly restart. */
const mostKept = 1_500_000;

class Scores {
  #results = [];

  async #weigh(click) {
    return weightOf(click.kind);
  }

  async #isRobot(click) {
    return click.kind === 'crawl';
  }

  async #score(click) {
    const [weight, robot] = await Promise.all([this.#weigh(click), this.#isRobot(click)]);
    return { article: click.article, weight, robot, at: new Date() };
  }

  async #keep(click) {
    const result = await this.#score(click);
    if (click.kind === 'buy') this.#results.push(result);
  }

  async add(clicks) {
    for (const click of clicks) {
      // The fault: promises for what needs no waiting, and objects that are kept where a sum would do.
      await this.#keep(click); // fault: S30
    }
    if (this.#results.length > mostKept) this.#results.splice(0, mostKept / 2);
  }

  of(article) {
    return this.#results.slice(-50_000).filter((one) => one.article === article).length;
  }
}

await serveScores(new Scores());
