/** Firebase Auth: who is signed in in this browser. Loaded apart, so that the page shows first. */

import { initializeApp } from "firebase/app";
import {
  type Auth,
  connectAuthEmulator,
  indexedDBLocalPersistence,
  initializeAuth,
  OAuthProvider,
  onAuthStateChanged,
  signInWithCredential,
  signOut,
  type User,
} from "firebase/auth";
import type { GoogleToken } from "./google";
import { project } from "./hosting_config";

export interface Accounts {
  emulated: boolean;
  /** Called with who is signed in, now and at every change. */
  follow(changed: (account: User | null) => void): void;
  signIn(token: GoogleToken): Promise<void>;
  signOut(): Promise<void>;
}

export async function accounts(): Promise<Accounts> {
  const { options, emulator } = await project();
  const auth: Auth = initializeAuth(initializeApp(options), {
    persistence: indexedDBLocalPersistence,
  });
  if (emulator) connectAuthEmulator(auth, emulator, { disableWarnings: true });
  return {
    emulated: emulator !== undefined,
    follow: (changed) => void onAuthStateChanged(auth, changed),
    signIn: async (token) => {
      await signInWithCredential(auth, new OAuthProvider("google.com").credential({ ...token }));
    },
    signOut: () => signOut(auth),
  };
}
