/** Firebase Auth. Loaded separately, so that the page shows before this large library arrives. */

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
  /** Calls back with the signed-in user or null, now and at every change. */
  onUserChange(callback: (user: User | null) => void): void;
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
    onUserChange: (callback) => void onAuthStateChanged(auth, callback),
    signIn: async (token) => {
      await signInWithCredential(auth, new OAuthProvider("google.com").credential({ ...token }));
    },
    signOut: () => signOut(auth),
  };
}
