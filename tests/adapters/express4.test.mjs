import express from "express-4";

import { testExpress } from "./support/express.mjs";

testExpress("express 4", express);
