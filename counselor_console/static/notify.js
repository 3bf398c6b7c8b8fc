/** Tells staff who look elsewhere that somebody is waiting: only while this page is open, and only who asked for it. */

const title = document.querySelector("[data-alerts]").dataset.waiting;
const TONES = [660, 880]; // hertz, one after the other
const TONE = 0.14; // seconds
const LOUD = 0.08;
let sound;
let unreadBefore = 0;

function isOn(preference) {
  const button = document.getElementById(`switch-${preference}`);
  return button.getAttribute("aria-pressed") === "true";
}

function somebodyWaits() {
  if (document.hasFocus()) return;
  if (isOn("sound")) play();
  if (isOn("notify") && Notification.permission === "granted") notify();
}

function notify() {
  const shown = attempt();
  shown?.addEventListener("click", () => {
    window.focus();
    shown.close();
  });
}

/** Chrome on Android lets a page have the permission, and no notification without a service worker. */
function attempt() {
  try {
    return new Notification(title, { tag: "waiting", silent: true });
  } catch {
    return undefined;
  }
}

async function play() {
  sound ??= new AudioContext();
  await sound.resume();
  TONES.forEach((hertz, index) => tone(hertz, sound.currentTime + index * TONE));
}

function tone(hertz, from) {
  const source = new OscillatorNode(sound, { frequency: hertz });
  const volume = new GainNode(sound, { gain: LOUD });
  source.connect(volume).connect(sound.destination);
  volume.gain.setTargetAtTime(0, from + TONE / 2, TONE / 5); // so that it does not click
  source.start(from);
  source.stop(from + TONE);
}

/** Notifications are asked for when one switches them on, and never otherwise. */
async function switchOn(event, button) {
  if (button.id === "switch-sound") return play();
  if (!("Notification" in window) || Notification.permission === "granted") return;
  event.preventDefault();
  const said = document.querySelector(".alerts__refused");
  said.textContent = "";
  if ((await Notification.requestPermission()) === "granted") button.form.requestSubmit();
  else said.textContent = document.querySelector("[data-alerts]").dataset.refused;
}

/** What is on for the account is off in a browser that does not let us. */
function paint() {
  const button = document.getElementById("switch-notify");
  if ("Notification" in window && Notification.permission === "granted") return;
  button.setAttribute("aria-pressed", "false");
  button.form.elements.on.value = "yes";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-alerts] .switch__button");
  if (button?.getAttribute("aria-pressed") === "false") switchOn(event, button);
}, { capture: true });
document.body.addEventListener("waiting", somebodyWaits);
document.body.addEventListener("lane", () => {
  const unread = [...document.querySelectorAll("chat-lane")].reduce((sum, lane) => sum + lane.unread, 0);
  if (unread > unreadBefore) somebodyWaits();
  unreadBefore = unread;
});
paint();
