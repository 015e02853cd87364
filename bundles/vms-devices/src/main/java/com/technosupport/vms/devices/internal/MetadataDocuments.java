package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.MetadataSource;
import com.technosupport.vms.api.media.MetadataStreams.DocumentSink;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import org.w3c.dom.Element;

/** Reads what a metadata stream brings, and leaves out what cannot be read; a device that sends nothing else is given up. */
final class MetadataDocuments implements DocumentSink {

    private static final int MOST_UNREADABLE = 50;

    private final DeviceHttp http;
    private final MetadataSource.Documents documents;
    private int unreadable;

    /** @param http whose way to read XML is safe */
    MetadataDocuments(DeviceHttp http, MetadataSource.Documents documents) {
        this.http = http;
        this.documents = documents;
    }

    @Override
    public void document(byte[] xml) throws InterruptedException {
        Element root;
        try {
            root = http.parseXml(xml).getDocumentElement();
        } catch (VmsException e) {
            // The first may have begun before we listened.
            if (++unreadable > MOST_UNREADABLE) {
                throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device's metadata cannot be read", e);
            }
            return;
        }
        unreadable = 0;
        documents.document(root);
    }
}
