// The shape "npm run gen:api -- path/to/openapi.json" writes from the server's document.
type Problem = { content: { "application/problem+json": components["schemas"]["Problem"] } };
type Json<T> = { content: { "application/json": T } };
type Body<T> = { content: { "application/json": T } };
type CameraPath = { path: { id: string } };

export interface paths {
  "/api/auth/login": {
    post: {
      requestBody: Body<components["schemas"]["LoginRequest"]>;
      responses: { 200: Json<components["schemas"]["LoginAnswer"]>; default: Problem };
    };
  };
  "/api/auth/logout": { post: { responses: { 204: { content?: never }; default: Problem } } };
  "/api/auth/me": {
    get: { responses: { 200: Json<components["schemas"]["Me"]>; default: Problem } };
  };
  "/api/auth/password": {
    post: {
      requestBody: Body<components["schemas"]["PasswordChange"]>;
      responses: { 204: { content?: never }; default: Problem };
    };
  };
  "/api/discovery/scan": {
    post: {
      requestBody: Body<components["schemas"]["ScanRequest"]>;
      responses: { 202: Json<components["schemas"]["ScanStarted"]>; default: Problem };
    };
  };
  "/api/discovery/scans/{scanId}": {
    get: {
      parameters: { path: { scanId: string } };
      responses: { 200: Json<components["schemas"]["Scan"]>; default: Problem };
    };
  };
  "/api/cameras/onboard": {
    post: {
      requestBody: Body<components["schemas"]["OnboardRequest"]>;
      responses: { 201: Json<components["schemas"]["Camera"]>; default: Problem };
    };
  };
  "/api/cameras": {
    get: {
      parameters: { query?: { limit?: number; cursor?: string } };
      responses: { 200: Json<components["schemas"]["CameraPage"]>; default: Problem };
    };
  };
  "/api/cameras/{id}": {
    get: {
      parameters: CameraPath;
      responses: { 200: Json<components["schemas"]["Camera"]>; default: Problem };
    };
    patch: {
      parameters: CameraPath;
      requestBody: Body<components["schemas"]["CameraPatch"]>;
      responses: { 200: Json<components["schemas"]["Camera"]>; default: Problem };
    };
    delete: {
      parameters: CameraPath;
      responses: { 204: { content?: never }; default: Problem };
    };
  };
  "/api/drivers": {
    get: { responses: { 200: Json<components["schemas"]["DriverPage"]>; default: Problem } };
  };
}

export interface components {
  schemas: {
    Problem: {
      type?: string;
      title?: string;
      status?: number;
      detail?: string;
      code?: string;
      correlationId?: string;
      errors?: { field: string; message: string }[];
    };
    LoginRequest: { username: string; password: string };
    LoginAnswer: { token: string; expiresAt: string; user: components["schemas"]["Me"] };
    PasswordChange: { old: string; new: string };
    Me: {
      id: string;
      username: string;
      role: "ADMIN" | "OPERATOR" | "VIEWER";
      mustChangePassword?: boolean;
    };
    ScanRequest: { subnet: string };
    ScanStarted: { scanId: string };
    DiscoveredDevice: {
      ip: string;
      port?: number;
      xaddrs?: string[];
      scopes?: string[];
      name?: string;
      hardware?: string;
      driver?: string;
      cameraId?: string;
    };
    Scan: {
      scanId: string;
      state: "RUNNING" | "COMPLETE" | "FAILED";
      probed: number;
      total: number;
      detail?: string;
      devices: components["schemas"]["DiscoveredDevice"][];
    };
    OnboardRequest: {
      ip?: string;
      port?: number;
      user?: string;
      pass?: string;
      name?: string;
      driver?: string;
      xaddr?: string;
      streamUrl?: string;
      options?: { [key: string]: string };
    };
    CameraState: "ONLINE" | "CONNECTING" | "OFFLINE" | "AUTH_FAILED" | "DRIVER_MISSING" | "DISABLED";
    CameraStatus: { state: components["schemas"]["CameraState"]; detail?: string; since?: string };
    CameraStream: {
      id: string;
      role: "MAIN" | "SUB";
      codec?: string;
      width?: number;
      height?: number;
      fps?: number;
      uri?: string;
    };
    Camera: {
      id: string;
      name: string;
      ip?: string;
      port?: number;
      driver?: string;
      manufacturer?: string;
      model?: string;
      firmware?: string;
      serial?: string;
      nvrId?: string;
      channel?: string;
      enabled?: boolean;
      status: components["schemas"]["CameraStatus"];
      streams: components["schemas"]["CameraStream"][];
    };
    CameraPatch: { name?: string; ip?: string; port?: number; user?: string; pass?: string };
    CameraPage: { items: components["schemas"]["Camera"][]; nextCursor?: string };
    Driver: {
      id: string;
      name?: string;
      version?: string;
      bundle?: string;
      state?: string;
      capabilities?: string[];
    };
    DriverPage: { items: components["schemas"]["Driver"][]; nextCursor?: string };
  };
}
