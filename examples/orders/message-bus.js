// An in-memory message bus: topics, subscribers, and delivery on a later turn, as over a network.

export class MessageBus {
  #subscribers = new Map();
  #latencyMs;

  constructor({ latencyMs = 3 } = {}) {
    this.#latencyMs = latencyMs;
  }

  subscribe(topic, onMessage) {
    const subscribers = this.#subscribers.get(topic) ?? new Set();
    this.#subscribers.set(topic, subscribers.add(onMessage));
    return () => subscribers.delete(onMessage);
  }

  publish(topic, message) {
    setTimeout(() => {
      for (const onMessage of this.#subscribers.get(topic) ?? []) onMessage(message);
    }, this.#latencyMs);
  }
}
