import { signal } from "@preact/signals";

/** The window's width in pixels. */
export const windowWidth = signal(innerWidth);

addEventListener("resize", () => void (windowWidth.value = innerWidth));
