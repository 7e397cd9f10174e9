import { mount } from "svelte";
import App from "./App.svelte";
import { followLinks } from "./address.svelte";
import { listenForKeys } from "./keys.svelte";
import "./style.css";

followLinks();
listenForKeys();
mount(App, { target: document.getElementById("workbench") as HTMLElement });
