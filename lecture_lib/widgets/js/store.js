// The state of an explorer, and the traits that mirror single settings.

export class Store {
  constructor(model, content) {
    this.model = model;
    const also = Object.fromEntries(content.sliders.map((one) => [one.name, one.also]));
    this.mirrors = [...content.sliders, ...content.choices].map(({ name, values }) => ({
      name,
      also: also[name],
      trait: (at) => (values ? values[at] : at),
      position: (value) => (values ? values.indexOf(value) : value),
    }));
  }

  get now() {
    return this.model.get("state");
  }

  // The widget manager sends no faster than the kernel answers. To wait with saving would be
  // worse: an answer to an older message would put the setting back while the hand moves on.
  go(change) {
    this.put(change);
    this.model.save_changes();
  }

  // For this page alone, until `go` also tells the kernel.
  put(change) {
    const state = { ...this.now, ...change };
    const traits = this.mirrors.map(({ name, trait }) => [name, trait(state[name])]);
    this.model.set({ state, ...Object.fromEntries(traits) });
  }

  // Another widget may set the trait of one setting; whoever set it also tells the kernel.
  listen(changed) {
    const heard = this.mirrors.map(({ name, also, position }) => [
      `change:${name}`,
      () => {
        const at = position(this.model.get(name));
        if (at !== this.now[name] && at >= 0) this.put({ ...also, [name]: at });
      },
    ]);
    heard.push(["change:state", changed]);
    for (const [event, listener] of heard) this.model.on(event, listener);
    return () => {
      for (const [event, listener] of heard) this.model.off(event, listener);
    };
  }
}
