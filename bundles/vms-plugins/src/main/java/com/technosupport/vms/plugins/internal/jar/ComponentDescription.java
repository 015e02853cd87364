package com.technosupport.vms.plugins.internal.jar;

import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a component's description promises.
 *
 * @param services interfaces it registers
 * @param driver its {@code vms.driver}, or empty
 * @see <a href="https://docs.osgi.org/specification/osgi.cmpn/8.0.0/service.component.html">OSGi Declarative Services 112.4</a>
 */
record ComponentDescription(Set<String> services, String driver) {

    private static final int MOST_ELEMENTS = 1000;

    static ComponentDescription read(InputStream xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader reader = factory.createXMLStreamReader(xml);
        Set<String> services = new HashSet<>();
        String driver = "";
        try {
            int elements = 0;
            while (reader.hasNext() && elements < MOST_ELEMENTS) {
                if (reader.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                elements++;
                if (reader.getLocalName().equals("provide")) {
                    services.add(String.valueOf(reader.getAttributeValue(null, "interface")));
                } else if (reader.getLocalName().equals("property")
                        && "vms.driver".equals(reader.getAttributeValue(null, "name"))) {
                    driver = String.valueOf(reader.getAttributeValue(null, "value"));
                }
            }
        } finally {
            reader.close();
        }
        return new ComponentDescription(services, driver);
    }
}
