/** Google's sign-in page, by OpenID Connect's plain redirect.
 *
 * Firebase's own popup and redirect load Google's script into the page, which the page's
 * Content-Security-Policy forbids. The ID token that comes back is handed to Firebase.
 */

const SIGN_IN_URL = "https://accounts.google.com/o/oauth2/v2/auth";
const STORAGE_KEY = "sign-in";

interface SignInRequest {
  state: string;
  nonce: string;
  returnTo: string;
}

export interface GoogleToken {
  idToken: string;
  /** What the token's own nonce is the hash of. */
  rawNonce?: string;
}

export async function startGoogleSignIn(clientId: string): Promise<void> {
  const asked: SignInRequest = {
    state: crypto.randomUUID(),
    nonce: crypto.randomUUID(),
    returnTo: location.pathname + location.search,
  };
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify(asked));
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: "id_token",
    scope: "openid email profile",
    redirect_uri: `${location.origin}/`,
    state: asked.state,
    nonce: await hash(asked.nonce),
    prompt: "select_account",
  });
  location.assign(`${SIGN_IN_URL}?${query}`);
}

/** The ID token in the address that Google sent the person back to, and the page they came from.
 * Null if this is no such address, or none that this tab asked for. */
export async function finishGoogleSignIn(): Promise<(GoogleToken & { to: string }) | null> {
  const answer = new URLSearchParams(location.hash.slice(1));
  const idToken = answer.get("id_token");
  const kept = sessionStorage.getItem(STORAGE_KEY);
  if (!idToken || !kept) return null;
  sessionStorage.removeItem(STORAGE_KEY);
  const asked = JSON.parse(kept) as SignInRequest;
  const nonce = await hash(asked.nonce);
  if (answer.get("state") !== asked.state || claims(idToken).nonce !== nonce) return null;
  return { idToken, rawNonce: asked.nonce, to: asked.returnTo };
}

function claims(token: string): { nonce?: string } {
  try {
    const payload = token.split(".")[1] ?? "";
    return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return {};
  }
}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
