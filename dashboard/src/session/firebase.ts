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
import { loadHostingConfig } from "./hosting_config";

export interface FirebaseSession {
  emulated: boolean;
  /** Called with who is signed in, now and at every change. */
  onUserChange(changed: (account: User | null) => void): void;
  signIn(token: GoogleToken): Promise<void>;
  signOut(): Promise<void>;
}

export async function connectFirebase(): Promise<FirebaseSession> {
  const { options, emulator } = await loadHostingConfig();
  const auth: Auth = initializeAuth(initializeApp(options), {
    persistence: indexedDBLocalPersistence,
  });
  if (emulator) connectAuthEmulator(auth, emulator, { disableWarnings: true });
  return {
    emulated: emulator !== undefined,
    onUserChange: (changed) => void onAuthStateChanged(auth, changed),
    signIn: async (token) => {
      await signInWithCredential(auth, new OAuthProvider("google.com").credential({ ...token }));
    },
    signOut: () => signOut(auth),
  };
}
