// A key that the device holds makes or signs what the server drew; the answer is put into the form, which is sent then.
// Without a browser that knows keys the page says so, and a code can be typed.
"use strict";

(() => {
  const form = document.querySelector("form[data-passkey]");
  const told = document.getElementById("passkey-told");
  if (!form || !told) {
    return;
  }
  const making = form.dataset.passkey === "create";
  const button = form.querySelector('button[type="submit"]');

  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  }

  function text(buffer) {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function options() {
    const asked = JSON.parse(told.textContent);
    asked.challenge = bytes(asked.challenge);
    if (asked.user) {
      asked.user.id = bytes(asked.user.id);
    }
    for (const each of [...(asked.allowCredentials || []), ...(asked.excludeCredentials || [])]) {
      each.id = bytes(each.id);
    }
    return { publicKey: asked };
  }

  function answer(key) {
    const parts = making
      ? ["clientDataJSON", "attestationObject"]
      : ["clientDataJSON", "authenticatorData", "signature"];
    const response = Object.fromEntries(parts.map((part) => [part, text(key.response[part])]));
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
  }

  async function ask() {
    const problem = document.getElementById("passkey-problem");
    problem.hidden = true;
    button.disabled = true;
    try {
      const key = await (making ? navigator.credentials.create(options()) : navigator.credentials.get(options()));
      form.elements[form.dataset.field].value = answer(key);
      form.requestSubmit();
    } catch {
      problem.hidden = false;
    } finally {
      button.disabled = false;
    }
  }

  form.elements[form.dataset.field].value = "";
  if (!window.PublicKeyCredential) {
    document.getElementById("passkey-none").hidden = false;
    button.disabled = true;
    return;
  }
  form.addEventListener(
    "submit",
    (event) => {
      if (!form.elements[form.dataset.field].value) {
        event.preventDefault();
        event.stopImmediatePropagation();
        ask();
      }
    },
    true,
  );
})();
