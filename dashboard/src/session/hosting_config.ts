/** Which Firebase project this is, as Hosting itself tells at its reserved address.
 *
 * The script is made for the older SDK: it calls a global `firebase`. Beside the configuration it
 * tells where the Auth emulator is, if Hosting is an emulator too.
 */

import type { FirebaseOptions } from "firebase/app";

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
    script.onerror = () => reject(new Error(`${address} can't be loaded.`));
    document.head.append(script);
  });
}
