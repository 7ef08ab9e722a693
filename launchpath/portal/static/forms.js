// The large forms: a launch, an update, a template. What is typed there is kept until it has been taken.
"use strict";

const keeping = (form, key) => {
  // A secret stays one while it is shown.
  const isPrivate = (input) => ["password", "hidden"].includes(input.type) || input.dataset.secret !== undefined;
  const fields = () => [...form.elements].filter((input) => input.name && !isPrivate(input) && input.type !== "submit");
  const isTicked = (input) => ["radio", "checkbox"].includes(input.type);
  const kept = () => JSON.parse(sessionStorage.getItem(key) ?? "[]");
  const canBe = (input, value) => input.tagName !== "SELECT" || [...input.options].some((one) => one.value === value);
  return {
    // What only another version asks for stays, for whoever comes back to that.
    keep: () => {
      const names = new Set(fields().map((input) => input.name));
      const others = kept().filter(([name]) => !names.has(name));
      const typed = fields().map((input) => [input.name, input.value, isTicked(input) ? input.checked : null]);
      sessionStorage.setItem(key, JSON.stringify([...others, ...typed]));
    },
    forget: () => sessionStorage.removeItem(key),
    // Puts back what was typed; whether anything is other than the page has it.
    restore: () => {
      let changed = false;
      for (const input of fields()) {
        const found = kept().find(([name, value]) => name === input.name && (!isTicked(input) || value === input.value));
        if (!found || !canBe(input, found[1])) continue;
        const [, value, checked] = found;
        // Another choice of the same is ticked, or no longer there.
        if (input.type === "radio" && !checked) continue;
        changed ||= isTicked(input) ? input.checked !== checked : input.value !== value;
        if (isTicked(input)) input.checked = checked;
        else input.value = value;
      }
      return changed;
    },
  };
};
const tellRestored = (changed) => {
  document.getElementById("restored").hidden = !changed;
};

// --- a form that launches or updates -------------------------------------------------------------------------------

const draft = document.getElementById("draft");
if (draft) {
  // A link with values is a form of its own.
  const { keep, restore, forget } = keeping(draft, drafts + draft.dataset.draft + location.search);
  const address = draft.getAttribute("action");
  const touched = new Set();
  // Secrets are kept here alone, for as long as the page is open.
  const secrets = new Map();
  let isSending = false;
  let isPressed = false;
  // How often the server has made the form anew: what was asked about an earlier one means nothing any more.
  let edition = 0;

  // A flaw is told once its field has been left, or the form been sent.
  const touch = (event) => {
    const field = event.target.closest(".field[data-key]");
    if (field && (event.type === "change" || event.target.value)) touched.add(field.dataset.key);
    mark();
  };
  const mark = () => {
    if (isPressed) return;
    for (const field of draft.querySelectorAll(".field[data-key]")) {
      field.classList.toggle("touched", touched.has(field.dataset.key));
      const flaw = field.querySelector(".flaw");
      const shown = flaw?.textContent.trim() && (draft.classList.contains("was-sent") || touched.has(field.dataset.key));
      for (const input of field.querySelectorAll("input:not([type=hidden]), select, textarea")) {
        if (shown) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
  };

  // The version and the path.
  const choice = () => {
    const isChosen = ({ dataset, type, checked }) => dataset.switch !== undefined && (type !== "radio" || checked);
    return [...draft.elements].filter(isChosen).map((input) => input.value).join();
  };

  // The form as the server has made it anew, with what it does not send back: secrets, what other versions asked for, and
  // what was typed meanwhile. Whether that was another choice.
  const show = (made) => {
    edition += 1;
    const focused = document.activeElement?.id;
    for (const input of draft.querySelectorAll("[data-secret]")) secrets.set(input.name, input.value);
    for (const one of made.querySelectorAll("noscript")) one.remove();
    draft.classList.toggle("was-sent", made.classList.contains("was-sent"));
    draft.replaceChildren(...made.children);
    for (const input of draft.querySelectorAll("[data-secret]")) {
      if (!secrets.get(input.name)) continue;
      input.value = secrets.get(input.name);
      input.closest(".field").querySelector("[data-again]")?.remove();
    }
    const chosen = choice();
    restore();
    mark();
    if (focused) document.getElementById(focused)?.focus();
    return choice() !== chosen;
  };

  const lead = () => {
    const first = draft.querySelector(".flaw:not(:empty)");
    const refused = draft.querySelector("#broken-rules .notice");
    if (first) {
      const field = first.closest(".field");
      field.closest("details")?.setAttribute("open", "");
      field.querySelector("input:not([type=hidden]), select, textarea").focus();
    } else if (refused) {
      refused.scrollIntoView({ block: "center" });
      say(refused.textContent.trim());
    }
  };

  const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const post = (action) => {
    const body = new URLSearchParams(new FormData(draft));
    body.set("action", action);
    return fetch(address, { method: "POST", body, headers: { "HX-Request": "true", "HX-Current-URL": location.href } });
  };
  // Who has signed in anew in another tab needs a new proof that the form is theirs. Whether there is one.
  const renew = async () => {
    const page = await parsed(await fetch(location.href));
    const fresh = page.querySelector("[name=csrf]");
    if (!fresh || page.body.dataset.user !== user) return false;
    for (const old of document.querySelectorAll("[name=csrf]")) old.value = fresh.value;
    return true;
  };

  // Sends the form and stays here until it was taken, so that nothing is lost to a page that is made anew.
  const send = async (action) => {
    if (isSending) return;
    isSending = true;
    let isOld = false;
    document.getElementById("unsent").hidden = true;
    draft.classList.add("is-sending");
    try {
      let answer = await post(action);
      if (answer.status === 400 && (await renew())) answer = await post(action);
      const to = answer.headers.get("HX-Redirect");
      if (to) {
        location.assign(to);
        return;
      }
      const page = await parsed(answer);
      const made = page.getElementById("draft");
      if (made) isOld = show(made);
      else document.getElementById("broken-rules").replaceChildren(...page.body.children);
      if (action !== "switch" || !made) lead();
    } catch {
      document.getElementById("unsent").hidden = false;
    }
    isSending = false;
    draft.classList.remove("is-sending");
    if (isOld) await send("switch");
  };
  const switchTo = async () => {
    await send("switch");
    htmx.trigger(draft, "change");
  };

  draft.noValidate = true;
  draft.addEventListener("input", keep);
  draft.addEventListener("change", (event) => {
    keep();
    touch(event);
    if (event.target.dataset.switch !== undefined) switchTo();
  });
  draft.addEventListener("focusout", touch);
  document.body.addEventListener("htmx:afterRequest", mark);
  draft.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
    send(event.submitter?.value ?? "send");
  });
  // While a button is pressed nothing moves it away from under the pointer; while the form is sent nothing is checked.
  draft.addEventListener("pointerdown", (event) => {
    isPressed = event.target.closest("[name=action]") !== null;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    window.addEventListener(end, () => {
      isPressed = false;
      setTimeout(mark);
    });
  }
  draft.addEventListener("htmx:confirm", (event) => {
    if (isSending || isPressed) event.preventDefault();
  });
  draft.addEventListener("htmx:beforeSend", (event) => {
    event.detail.xhr.edition = edition;
  });
  draft.addEventListener("htmx:beforeOnLoad", (event) => {
    const { edition: asked, status } = event.detail.xhr;
    // What can't be checked now is told when the form is sent.
    if (isSending || isPressed || asked !== edition || status >= 400) event.preventDefault();
  });
  draft.addEventListener("click", (event) => {
    if (event.target.closest("[data-forget]")) {
      forget();
      location.reload();
    }
  });
  // Back from where it led to.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    isSending = false;
    draft.classList.remove("is-sending");
  });
  whenReady(async () => {
    if (draft.classList.contains("was-sent")) return;
    const before = choice();
    const changed = restore();
    if (choice() !== before) await send("switch");
    tellRestored(changed);
    if (changed) htmx.trigger(draft, "change");
  });
}

// --- a template that is being written ------------------------------------------------------------------------------

const editor = document.getElementById("editor");
if (editor) {
  const key = drafts + location.pathname;
  const { keep, restore, forget } = keeping(editor, key);
  editor.addEventListener("input", keep);
  editor.addEventListener("submit", () => sessionStorage.setItem("launchpath:sent", key));
  document.querySelector("[data-forget]").addEventListener("click", () => {
    forget();
    location.reload();
  });
  whenReady(() => {
    if (editor.dataset.fresh === undefined) return;
    const changed = restore();
    tellRestored(changed);
    if (changed) htmx.trigger("#body", "input");
  });
}
