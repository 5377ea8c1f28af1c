import express from "express-5";

import { testExpress } from "./support/express.mjs";

testExpress("express 5", express);
