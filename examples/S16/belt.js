// Stands in for the conveyor belt: parcels pass the scanner after a while, and some are taken off before.

export class Belt {
  #parcels = new Set();
  #lastId = 0;

  constructor({ onScan, onTakenOff }) {
    setInterval(() => {
      for (const parcel of this.#parcels) {
        if (Date.now() < parcel.dueAt) continue;
        this.#parcels.delete(parcel);
        // Every fourth parcel is damaged: somebody takes it off the belt.
        if (parcel.id % 4 === 0) onTakenOff(parcel);
        else onScan(parcel);
      }
    }, 20);
  }

  put(sku) {
    // The picture that the camera takes of each parcel.
    const picture = new Uint8Array(200_000);
    const parcel = { id: ++this.#lastId, sku, picture, dueAt: Date.now() + 60 };
    this.#parcels.add(parcel);
    return parcel;
  }
}
