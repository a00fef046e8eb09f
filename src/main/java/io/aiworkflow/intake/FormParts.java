package io.aiworkflow.intake;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.core.ApplicationPart;
import org.apache.tomcat.util.http.fileupload.FileItem;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.UploadContext;
import org.apache.tomcat.util.http.fileupload.disk.DiskFileItemFactory;

/** Takes a form with files apart; large parts are kept in files until they are deleted. */
final class FormParts {
    private static final int IN_MEMORY = 64 * 1024;
    private static final int MOST_PARTS = 50;
    private static final int MOST_PART_HEADERS = 4 * 1024;

    private FormParts() {}

    /** @throws ServletException when the body is not such a form */
    static List<Part> of(HttpServletRequest request) throws IOException, ServletException {
        File folder = new File(System.getProperty("java.io.tmpdir"));
        FileUpload form = new FileUpload();
        form.setFileItemFactory(new DiskFileItemFactory(IN_MEMORY, folder));
        form.setFileCountMax(MOST_PARTS);
        form.setPartHeaderSizeMax(MOST_PART_HEADERS);
        try {
            List<Part> parts = new ArrayList<>();
            for (FileItem item : form.parseRequest(new Body(request))) {
                parts.add(new ApplicationPart(item, folder));
            }
            return List.copyOf(parts);
        } catch (FileUploadException e) {
            throw new ServletException("the body is not a form with files", e);
        }
    }

    private record Body(HttpServletRequest request) implements UploadContext {
        @Override
        public String getCharacterEncoding() {
            return "UTF-8";
        }

        @Override
        public long contentLength() {
            return request.getContentLengthLong();
        }

        @Override
        public String getContentType() {
            return request.getContentType();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return request.getInputStream();
        }
    }
}
