/**
 * Everything the widget looks like. A page may set the custom properties that begin with
 * `--parley-`; those that begin with `--_` are ours.
 */
export const STYLES = `
:host {
  all: initial;
  --_brand: var(--parley-colour, var(--_shop-brand, #0f6b67));
  --_on-brand: var(--parley-on-colour, var(--_shop-on-brand, #fff));
  --_ink-brand: var(--parley-colour, var(--_shop-ink-light, #0f6b67));
  --_surface: #fff;
  --_ground: #f7f5f1;
  --_text: #1f1d1a;
  --_quiet: #635e55;
  --_line: #e4e0d8;
  --_field: #fff;
  --_field-line: #8d877b;
  --_danger: #a83226;
  --_shadow: 0 12px 48px rgb(31 29 26 / 22%), 0 2px 8px rgb(31 29 26 / 10%);
  --_radius: var(--parley-radius, 16px);
  --_font: var(--parley-font, Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  position: fixed;
  z-index: var(--parley-z-index, 2147483000);
  inset: auto 0 0 auto;
  font: 400 15px/1.45 var(--_font);
  color: var(--_text);
  color-scheme: light;
}
:host([data-position="left"]) { inset: auto auto 0 0; }
:host([data-theme="dark"]) {
  --_ink-brand: var(--parley-colour-on-dark, var(--_shop-ink-dark, #72bab4));
  --_surface: #262522;
  --_ground: #1a1917;
  --_text: #eceae5;
  --_quiet: #b1aca3;
  --_line: #3b3934;
  --_field: #1f1e1b;
  --_field-line: #8b867c;
  --_danger: #ec897d;
  --_shadow: 0 12px 48px rgb(0 0 0 / 55%), 0 0 0 1px #3b3934;
  color-scheme: dark;
}
* { box-sizing: border-box; }
button, textarea, input { font: inherit; color: inherit; margin: 0; }
button { cursor: pointer; }
button:disabled { cursor: default; }
[hidden] { display: none !important; }
svg { width: 1.5em; height: 1.5em; display: block; }
:focus { outline: none; }
:focus-visible { outline: 2px solid var(--_ink-brand); outline-offset: 2px; }
.unseen {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap;
}

.launcher {
  position: fixed;
  inset: auto var(--parley-offset-x, 20px) calc(var(--parley-offset-y, 20px) + env(safe-area-inset-bottom, 0px)) auto;
  width: 58px; height: 58px; padding: 0; border: 0; border-radius: 50%;
  display: grid; place-items: center;
  background: var(--_brand); color: var(--_on-brand);
  box-shadow: 0 6px 24px rgb(31 29 26 / 28%), 0 0 0 1px rgb(255 255 255 / 12%);
  transition: transform .16s ease, box-shadow .16s ease;
}
:host([data-position="left"]) .launcher { right: auto; left: var(--parley-offset-x, 20px); }
.launcher svg { width: 28px; height: 28px; }
.launcher:hover { transform: translateY(-2px); }
.launcher:focus-visible { outline-offset: 3px; }
.badge {
  position: absolute; top: -3px; right: -3px; min-width: 22px; height: 22px; padding: 0 6px;
  border-radius: 11px; display: grid; place-items: center;
  background: #a83226; color: #fff; font-size: 12px; font-weight: 650;
  box-shadow: 0 0 0 2px var(--_surface);
}

.panel {
  position: fixed;
  inset: auto var(--parley-offset-x, 20px) calc(var(--parley-offset-y, 20px) + 72px + env(safe-area-inset-bottom, 0px)) auto;
  width: min(400px, calc(100vw - 32px));
  height: min(680px, calc(100dvh - 120px));
  display: flex; flex-direction: column; overflow: hidden;
  border-radius: var(--_radius);
  background: var(--_ground);
  box-shadow: var(--_shadow);
  animation: parley-rise .18s ease-out;
}
:host([data-position="left"]) .panel { right: auto; left: var(--parley-offset-x, 20px); }
@keyframes parley-rise { from { opacity: 0; transform: translateY(10px) scale(.985); } }

header {
  display: flex; align-items: center; gap: 12px; flex: none;
  padding: 14px 12px 14px 16px;
  background: var(--_brand); color: var(--_on-brand);
}
.emblem {
  flex: none; width: 38px; height: 38px; border-radius: 50%;
  display: grid; place-items: center;
  background: color-mix(in srgb, var(--_on-brand) 16%, transparent);
  font-weight: 650; font-size: 17px;
}
.who { flex: 1; min-width: 0; }
h2 { margin: 0; font-size: 16px; line-height: 1.25; font-weight: 650; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.presence { margin: 2px 0 0; font-size: 12.5px; line-height: 1.3; }
header button {
  flex: none; width: 38px; height: 38px; padding: 0; border: 0; border-radius: 10px;
  display: grid; place-items: center; background: transparent; color: inherit;
}
header button:hover { background: color-mix(in srgb, var(--_on-brand) 16%, transparent); }
header button:focus-visible { outline-color: var(--_on-brand); outline-offset: -3px; }

.notice {
  flex: none; margin: 0; padding: 7px 16px; font-size: 13px;
  background: var(--_surface); color: var(--_quiet); border-bottom: 1px solid var(--_line);
}
.notice.problem { color: var(--_danger); }

.scroll { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 16px 14px 8px; position: relative; }
.scroll:focus-visible { outline-offset: -3px; }
.log { display: flex; flex-direction: column; gap: 10px; }
.line { display: flex; flex-direction: column; align-items: flex-start; gap: 8px; max-width: 100%; }
.line.shopper { align-items: flex-end; }
.line.follows { margin-top: -5px; }
.author { font-size: 12.5px; color: var(--_quiet); margin: 0 0 -4px 2px; }
.bubble {
  max-width: 86%; padding: 9px 13px; border-radius: 16px; overflow-wrap: anywhere;
  background: var(--_surface); border: 1px solid var(--_line);
  border-bottom-left-radius: 5px;
}
.shopper .bubble {
  background: var(--_brand); color: var(--_on-brand); border-color: transparent;
  border-radius: 16px; border-bottom-right-radius: 5px; white-space: pre-wrap;
}
.bubble p, .bubble ul { margin: 0 0 8px; }
.bubble > :last-child { margin-bottom: 0; }
.bubble ul { padding-left: 20px; }
.bubble a { color: var(--_ink-brand); text-underline-offset: 2px; }
.unsent .bubble { opacity: .82; }
.note { font-size: 12.5px; color: var(--_quiet); margin: -4px 4px 0; }
.note.problem { color: var(--_danger); }
.note button { border: 0; background: none; padding: 2px; text-decoration: underline; color: inherit; font-size: inherit; }
.line.system { align-items: center; }
.line.system p { margin: 2px 0; padding: 3px 12px; font-size: 12.5px; text-align: center; color: var(--_quiet); }
.older { display: block; margin: 0 auto 12px; }
.plain {
  border: 1px solid var(--_line); background: var(--_surface); border-radius: 10px;
  padding: 6px 14px; font-size: 13.5px;
}
.plain:hover { border-color: var(--_field-line); }

.dots { display: inline-flex; gap: 5px; padding: 5px 1px; vertical-align: middle; }
.dots i { width: 7px; height: 7px; border-radius: 50%; background: var(--_quiet); animation: parley-dot 1.2s infinite ease-in-out; }
.dots i:nth-child(2) { animation-delay: .15s; }
.dots i:nth-child(3) { animation-delay: .3s; }
@keyframes parley-dot { 0%, 60%, 100% { opacity: .35; } 30% { opacity: 1; transform: translateY(-3px); } }

.products { display: flex; flex-direction: column; gap: 8px; width: 100%; margin: 0; padding: 0; list-style: none; }
.product {
  display: flex; gap: 12px; width: 100%; padding: 10px; border-radius: 14px; text-decoration: none; color: inherit;
  background: var(--_surface); border: 1px solid var(--_line); transition: border-color .12s;
}
a.product:hover { border-color: var(--_ink-brand); }
.product-picture {
  flex: none; width: 76px; height: 76px; border-radius: 9px; object-fit: cover;
  background: var(--_ground); color: var(--_quiet); display: grid; place-items: center;
}
.product-text { display: flex; flex-direction: column; gap: 2px; min-width: 0; }
.product-title { font-weight: 600; line-height: 1.3; overflow-wrap: anywhere; }
.product-reason { font-size: 13px; line-height: 1.35; color: var(--_quiet); overflow-wrap: anywhere; }
.product-price { margin-top: auto; font-weight: 600; color: var(--_ink-brand); font-variant-numeric: tabular-nums; }

.choices { display: flex; flex-wrap: wrap; gap: 8px; margin: 0; padding: 0; list-style: none; }
.choice {
  padding: 7px 14px; border-radius: 18px; text-align: left; font-size: 14px; overflow-wrap: anywhere;
  background: var(--_surface); color: var(--_ink-brand); border: 1px solid var(--_ink-brand);
}
.choice:hover { background: color-mix(in srgb, var(--_ink-brand) 9%, var(--_surface)); }
.primary {
  padding: 9px 18px; border-radius: 12px; font-weight: 600; border: 1px solid transparent;
  background: var(--_brand); color: var(--_on-brand);
}
.primary:hover { filter: brightness(1.08); }
.card {
  width: 100%; padding: 14px; border-radius: 14px; background: var(--_surface); border: 1px solid var(--_line);
}
.scroll > .card { margin-top: 10px; }
.card h3 { margin: 0 0 6px; font-size: 15px; }
.card p { margin: 0 0 10px; }
.card .actions { display: flex; flex-wrap: wrap; gap: 8px; }
.code { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; }
.code label { flex: 1 1 150px; font-size: 13px; color: var(--_quiet); }
.code input {
  display: block; width: 100%; margin-top: 4px; padding: 8px 12px; border-radius: 10px;
  border: 1px solid var(--_field-line); background: var(--_field); color: var(--_text);
  font: 600 18px/1.3 ui-monospace, "SF Mono", Menlo, Consolas, monospace; letter-spacing: .18em;
}

.newest {
  position: absolute; left: 50%; bottom: 84px; transform: translateX(-50%);
  display: flex; gap: 6px; align-items: center; padding: 6px 14px 6px 10px; border-radius: 18px;
  border: 1px solid var(--_line); background: var(--_surface); font-size: 13px; box-shadow: 0 4px 16px rgb(0 0 0 / 14%);
}
.newest svg { width: 18px; height: 18px; }

form.composer { flex: none; padding: 8px 12px calc(12px + env(safe-area-inset-bottom, 0px)); }
.box {
  display: flex; align-items: flex-end; gap: 6px; padding: 5px 5px 5px 14px; border-radius: 20px;
  background: var(--_field); border: 1px solid var(--_field-line);
}
.box:focus-within { border-color: var(--_ink-brand); box-shadow: 0 0 0 1px var(--_ink-brand); }
textarea {
  flex: 1; min-width: 0; height: 38px; max-height: 132px; padding: 8px 0; border: 0; resize: none;
  background: transparent; font-size: 16px; line-height: 22px; overflow-y: auto;
}
textarea:focus-visible { outline: none; }
textarea::placeholder { color: var(--_quiet); opacity: 1; }
.send {
  flex: none; width: 38px; height: 38px; padding: 0; border: 0; border-radius: 50%;
  display: grid; place-items: center; background: var(--_brand); color: var(--_on-brand);
}
.send:disabled { background: var(--_line); color: var(--_quiet); }
.send svg { width: 20px; height: 20px; }
.left { margin: 6px 14px 0; font-size: 12.5px; color: var(--_quiet); text-align: right; }

@media (max-width: 480px), (max-height: 480px) {
  .panel { inset: 0 !important; width: 100vw; height: 100dvh; border-radius: 0; }
  header { padding-top: calc(12px + env(safe-area-inset-top, 0px)); }
  :host([data-open]) .launcher { display: none; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; }
  .launcher:hover { transform: none; }
}
@media (forced-colors: active) {
  .bubble, .product, .launcher, .panel, .send, .primary { border: 1px solid; }
}
@media print { :host { display: none; } }
`
