// A queue whose consumers wait until there is something for them.

export class JobQueue {
  #jobs = [];
  #consumers = [];

  put(job) {
    const consumer = this.#consumers.shift();
    if (consumer) consumer(job);
    else this.#jobs.push(job);
  }

  async take() {
    if (this.#jobs.length > 0) return this.#jobs.shift();
    return await new Promise((resolve) => this.#consumers.push(resolve));
  }
}
