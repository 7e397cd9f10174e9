// Keys outside of fields. A screen binds its own while it is shown; two-key words begin with g.

import { untrack } from "svelte";

export interface Key {
  key: string;
  does: string;
  run: () => void;
  hidden?: boolean;
}

let layers = $state.raw<Key[][]>([]);
let began = 0;

/** Binds keys until the function it gives is called. Later layers come first. */
export function bindKeys(keys: Key[]): () => void {
  untrack(() => (layers = [...layers, keys]));
  return () => {
    layers = layers.filter((layer) => layer !== keys);
  };
}
export function boundKeys(): Key[][] {
  return layers;
}

function inField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function listenForKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
    if (inField(event.target)) {
      if (event.key === "Escape") (event.target as HTMLElement).blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "g") {
      began = event.timeStamp;
      return;
    }
    const wanted = began && event.timeStamp - began < 1500 ? `g ${event.key}` : event.key;
    began = 0;
    // A focused button or link keeps its own Enter and space.
    if ((event.key === "Enter" || event.key === " ") && (event.target as Element).closest?.("a, button, summary")) return;
    for (const layer of [...layers].reverse()) {
      const bound = layer.find((key) => key.key === wanted);
      if (bound) {
        event.preventDefault();
        bound.run();
        return;
      }
    }
  });
}
