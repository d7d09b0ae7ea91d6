// oidc-provider on loopback: node provider.mjs PORT BACK. Whoever types a name is that person; the group is "research",
// but for "stranger", who has none. Prints "ready" once it listens.
import { Provider } from "oidc-provider";

const [port, back] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "screening", client_secret: "a secret of the test only", redirect_uris: [back] }],
  claims: { openid: ["sub"], profile: ["name", "groups"], email: ["email"] },
  pkce: { required: () => true },
  cookies: { keys: ["only for the test"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id, name: `${id} of the provider`, email: `${id}@office.example`,
      groups: id === "stranger" ? [] : ["research", "all staff"],
    }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
