/** The Firebase project's configuration, which Hosting serves at a reserved address.
 *
 * Hosting serves it as a script for the older SDK, which calls a global `firebase`. If Hosting is
 * an emulator, the script also names the address of the Auth emulator.
 */

import type { FirebaseOptions } from "firebase/app";
import { Unreachable } from "../api/client";

interface HostingConfig {
  options: FirebaseOptions;
  emulator?: string;
}

const ADDRESS = "/__/firebase/init.js?useEmulator=true";

export async function loadHostingConfig(): Promise<HostingConfig> {
  let options: FirebaseOptions | undefined;
  let emulator: string | undefined;
  const firebase = {
    initializeApp: (given: FirebaseOptions) => void (options = given),
    auth: () => ({ useEmulator: (url: string) => void (emulator = url) }),
  };
  Object.assign(globalThis, { firebase });
  await loadScript(ADDRESS);
  if (!options) throw new Error(`Hosting has no configuration at ${ADDRESS}.`);
  return { options, ...(emulator ? { emulator } : {}) };
}

function loadScript(address: string): Promise<void> {
  const script = document.createElement("script");
  script.src = address;
  return new Promise((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = () => reject(new Unreachable(`${address} can't be loaded.`));
    document.head.append(script);
  });
}
