package com.technosupport.vms.driver.onvif.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers each ONVIF operation with a text that the test gives, and wants a UsernameToken where it is told to. */
final class AnsweringDevice implements AutoCloseable {

    static final String NOT_AUTHORIZED = fault("ter:NotAuthorized", "Sender not Authorized");
    private static final Pattern OPERATION = Pattern.compile("<s:Body><(\\w+)");

    final Map<String, String> answers = new ConcurrentHashMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    volatile boolean wantsToken;
    volatile String refusal = NOT_AUTHORIZED;
    private final HttpServer server;

    AnsweringDevice() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(request);
        Matcher operation = OPERATION.matcher(request);
        String name = operation.find() ? operation.group(1) : "";
        boolean open = name.equals("GetSystemDateAndTime");
        String text = !open && wantsToken && !request.contains("UsernameToken")
                ? NOT_AUTHORIZED
                : !open && wantsToken && !refusal.equals(NOT_AUTHORIZED)
                        ? refusal
                        : answers.getOrDefault(name, fault("ter:ActionNotSupported", "No such thing"));
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/soap+xml");
        exchange.sendResponseHeaders(text.contains("Fault>") ? 400 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    static String envelope(String body) {
        return "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body>" + body
                + "</e:Body></e:Envelope>";
    }

    static String fault(String subcode, String reason) {
        return envelope("<e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>" + subcode
                + "</e:Value></e:Subcode></e:Code><e:Reason><e:Text>" + reason + "</e:Text></e:Reason></e:Fault>");
    }

    /** A device without a password and with one H.264 profile. */
    void answerAll() {
        answers.put(
                "GetSystemDateAndTime",
                envelope("<GetSystemDateAndTimeResponse><SystemDateAndTime><UTCDateTime><Time><Hour>1</Hour>"
                        + "<Minute>2</Minute><Second>60</Second></Time><Date><Year>2001</Year><Month>2</Month>"
                        + "<Day>3</Day></Date></UTCDateTime></SystemDateAndTime></GetSystemDateAndTimeResponse>"));
        answers.put(
                "GetDeviceInformation",
                envelope("<GetDeviceInformationResponse><Manufacturer>\n Maker&#x85;</Manufacturer>"
                        + "<SerialNumber>S1</SerialNumber></GetDeviceInformationResponse>"));
        answers.put(
                "GetServices",
                envelope("<GetServicesResponse>"
                        + service(MediaService.MEDIA, "http://10.9.8.7:8000/media")
                        + service(MediaService.MEDIA2, "http://0.0.0.0/media2") + "</GetServicesResponse>"));
        answers.put("GetProfiles", profiles("H264"));
        answers.put(
                "GetStreamUri",
                envelope("<GetStreamUriResponse><MediaUri><Uri> rtsp://u:p@192.168.0.5:8554/a b?x={1} </Uri></MediaUri>"
                        + "</GetStreamUriResponse>"));
    }

    static String profiles(String encoding) {
        return envelope("<GetProfilesResponse><Profiles token=\"p&amp;1\"><VideoSourceConfiguration><SourceToken>s1"
                + "</SourceToken></VideoSourceConfiguration><VideoEncoderConfiguration><Encoding>" + encoding
                + "</Encoding><Resolution><Width>1920</Width><Height>1080</Height></Resolution>"
                + "</VideoEncoderConfiguration></Profiles><Profiles token=\"nothing\"/></GetProfilesResponse>");
    }

    private static String service(String namespace, String address) {
        return "<Service><Namespace>" + namespace + "</Namespace><XAddr>" + address + "</XAddr></Service>";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
