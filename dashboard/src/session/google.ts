/** Sign-in with Google by a plain redirect of OpenID Connect.
 *
 * Firebase's own popup and redirect load a script of Google into the page, which the page's
 * Content-Security-Policy forbids. The ID token that Google returns is handed to Firebase.
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
  /** The nonce of the request; the token contains its SHA-256. */
  rawNonce?: string;
}

export async function startGoogleSignIn(clientId: string): Promise<void> {
  const request: SignInRequest = {
    state: crypto.randomUUID(),
    nonce: crypto.randomUUID(),
    returnTo: location.pathname + location.search,
  };
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify(request));
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: "id_token",
    scope: "openid email profile",
    redirect_uri: `${location.origin}/`,
    state: request.state,
    nonce: await hash(request.nonce),
    prompt: "select_account",
  });
  location.assign(`${SIGN_IN_URL}?${query}`);
}

/** Returns the ID token that Google put into the address, and the page where sign-in began.
 * Returns null if there is no token, or if this tab did not request it. */
export async function finishGoogleSignIn(): Promise<(GoogleToken & { returnTo: string }) | null> {
  const answer = new URLSearchParams(location.hash.slice(1));
  const idToken = answer.get("id_token");
  const stored = sessionStorage.getItem(STORAGE_KEY);
  if (!idToken || !stored) return null;
  sessionStorage.removeItem(STORAGE_KEY);
  const request = JSON.parse(stored) as SignInRequest;
  const nonce = await hash(request.nonce);
  if (answer.get("state") !== request.state || claims(idToken).nonce !== nonce) return null;
  return { idToken, rawNonce: request.nonce, returnTo: request.returnTo };
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
