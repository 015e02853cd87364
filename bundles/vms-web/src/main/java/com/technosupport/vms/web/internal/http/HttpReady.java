package com.technosupport.vms.web.internal.http;

/** Says that what is registered now reaches the web server. Every servlet, filter and endpoint of ours refers to it. */
public final class HttpReady {

    HttpReady() {}
}
